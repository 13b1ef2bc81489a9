/** Whether it is worth a line that something failed for this many times in a row: the first time, and ever more seldom. */
export function isWorthSaying(times: number): boolean {
  return (times & (times - 1)) === 0;
}
