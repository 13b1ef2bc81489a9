import { ofText, unlessEmpty } from './custom-constraint.js';
import { CronField, NoCron } from './cron-field.js';

const aliases: ReadonlyMap<string, string> = new Map([
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
]);

/** When something is to be done, as cron has it, with five columns or with six, the last of which are the seconds. */
export const cronExpression = unlessEmpty(
  ofText((text) => {
    try {
      readCron(text);
      return undefined;
    } catch (error) {
      if (error instanceof NoCron) return `Invalid CRON expression: ${error.message}`;
      throw error;
    }
  }),
);

/** @throws NoCron */
function readCron(text: string): void {
  const lower = text.toLowerCase();
  const columns = (aliases.get(lower) ?? lower).split(/\s+/).filter((column) => column !== '');
  if (columns.length !== 5 && columns.length !== 6)
    throw new NoCron('Exactly 5 or 6 columns has to be specified for iterator expression.');
  for (const index of columns.keys()) {
    const field = new CronField(index, columns, text);
    field.read();
    const mixed = [...field.weekDays].some((day) => day !== '*' && !field.nthWeekDays.has(day));
    if (field.nthWeekDays.size > 0 && mixed) {
      throw new NoCron(
        'day-of-week field does not support mixing literal values and nth day of week syntax.',
      );
    }
  }
}
