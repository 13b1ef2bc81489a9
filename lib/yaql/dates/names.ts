export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export const monthNames = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

/** The place of a name, whole or its first three letters, in either case; undefined: it is none. */
export function placeOf(name: string, names: readonly string[]): number | undefined {
  const lower = name.toLowerCase();
  const place = names.findIndex((each) =>
    [each.toLowerCase(), each.slice(0, 3).toLowerCase()].includes(lower),
  );
  return place < 0 ? undefined : place;
}
