/** The most characters of a full name. */
export const fullNameLength = 255;

/** Why a text is no name of DNS, in Heat's words; undefined: it is one. An empty text is. */
export function hostNameFault(text: string): string | undefined {
  if (text === '') return undefined;
  const isFull = text.endsWith('.');
  const name = isFull ? text.slice(0, -1) : text;
  if (name.length > fullNameLength) return `'${name}' exceeds the ${fullNameLength} character FQDN limit`;
  const labels = name.split('.');
  for (const label of labels) {
    const fault = labelFault(label);
    if (fault !== undefined) return fault;
  }
  const last = labels.at(-1) ?? '';
  // RFC 1123: a top-level domain is not made of digits alone.
  if (isFull && labels.length > 1 && /^[0-9]+$/.test(last)) return `TLD '${last}' must not be all numeric.`;
  return undefined;
}

function labelFault(label: string): string | undefined {
  if (label === '') return 'Encountered an empty component.';
  if (label.startsWith('-') || label.endsWith('-'))
    return `Name '${label}' must not start or end with a hyphen.`;
  if (/^[a-z0-9-]{1,63}$/.test(label)) return undefined;
  return `Name '${label}' must be 1-63 characters long, each of which can only be alphanumeric or a hyphen.`;
}
