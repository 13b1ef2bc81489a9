/** Without what would steer the terminal: names and reasons come from templates and programs of others. */
export function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what it is about
  return text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** On one line. */
export function oneLine(text: string): string {
  return plainText(text.replaceAll(/\s+/g, ' '));
}

/** Cut to a number of characters, the last one an ellipsis. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
