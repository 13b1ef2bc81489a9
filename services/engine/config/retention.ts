import { z } from 'zod';
import { milliseconds } from '../../../lib/config/sections.js';

const number = z.int().min(0).max(1_000_000_000);
const days = z.int().min(0).max(36_500);

function history(what: string, byDefault: { readonly days: number; readonly perStack: number }) {
  return z
    .strictObject({
      days: days
        .default(byDefault.days)
        .meta({ description: `How long ${what} are kept, in days; 0: whatever their age` }),
      perStack: number
        .default(byDefault.perStack)
        .meta({ description: `How many ${what} of a stack are kept, the newest ones; 0: any number` }),
    })
    .prefault({});
}

/** What is kept, and how long. What a stack still needs stays in any case. */
export const retentionSection = z
  .strictObject({
    everyMs: milliseconds
      .default(3_600_000)
      .meta({ description: 'How often what is too old is removed, in ms' }),
    events: history('events', { days: 90, perStack: 100_000 }),
    logLines: z
      .strictObject({
        days: days.default(30).meta({
          description: 'How long the log lines of finished jobs are kept, in days; 0: whatever their age',
        }),
        perResource: number.default(10_000).meta({
          description: 'How many log lines of a resource are kept, the newest ones; 0: any number',
        }),
      })
      .prefault({}),
    failures: history('failures of earlier goals', { days: 90, perStack: 10_000 }),
    revisions: history('revisions', { days: 0, perStack: 1_000 }),
    deletedSnapshotDays: days.default(90).meta({
      description:
        'How long what snapshots and deletion policies kept stays after its stack was deleted, in days; 0: for ever',
    }),
    deletedStackDays: days.default(90).meta({
      description:
        'How long a deleted stack can be looked up, in days; 0: for ever. One with snapshots stays as long as these',
    }),
    sinkDays: days.default(7).meta({
      description:
        'After how long a broker or webhook that no engine has in its settings is forgotten, with what it did not have, in days; 0: never',
    }),
  })
  .prefault({});
