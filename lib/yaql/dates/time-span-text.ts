import { parts, type TimeSpan } from './time-span.js';

/** Python's `str`: "1 day, 2:03:04.000005". */
export function timeSpanText(span: TimeSpan): string {
  const { days, seconds, microseconds } = parts(span.microseconds);
  const two = (value: bigint): string => String(value).padStart(2, '0');
  const clock = `${seconds / 3_600n}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const fraction = microseconds === 0n ? '' : `.${String(microseconds).padStart(6, '0')}`;
  const prefix = days === 0n ? '' : `${days} day${days === 1n || days === -1n ? '' : 's'}, `;
  return prefix + clock + fraction;
}

/** Python's `repr`. */
export function timeSpanRepr(span: TimeSpan): string {
  const named = Object.entries(parts(span.microseconds)).filter(([, value]) => value !== 0n);
  return `datetime.timedelta(${named.map(([name, value]) => `${name}=${value}`).join(', ') || '0'})`;
}
