/** Whether a routing key fits a binding of a topic exchange: `*` is one word, `#` any number of them, none included. */
export function fitsTopic(binding: string, routingKey: string): boolean {
  return fits(binding.split('.'), routingKey === '' ? [] : routingKey.split('.'));
}

function fits(pattern: readonly string[], words: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return words.length === 0;
  if (first === '#') return fits(rest, words) || (words.length > 0 && fits(pattern, words.slice(1)));
  return words.length > 0 && (first === '*' || first === words[0]) && fits(rest, words.slice(1));
}
