/**
 * What is done about a thing that is not as it was applied any more. `repair`: it is put right. `report`: it is shown, and
 * left. `ignore`: it counts as good. A thing that is gone or broken is repaired all the same once something has to be built on it.
 */
export type DriftPolicy = 'repair' | 'report' | 'ignore';

export const DRIFT_POLICIES: readonly DriftPolicy[] = ['repair', 'report', 'ignore'];
