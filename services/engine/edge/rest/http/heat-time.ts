/** Heat's spelling of a time: UTC, no fraction. */
export function heatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function heatTimeOrNull(time: Date | null): string | null {
  return time === null ? null : heatTime(time);
}
