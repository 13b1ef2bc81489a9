/**
 * Cuts a list into runs whose sizes sum to at most `limit`, keeping the order; an item larger than that stands alone.
 * One message of many items is far cheaper than many messages, but a message must not exceed what the peer accepts.
 */
export function inChunks<T>(
  items: readonly T[],
  limit: number,
  sizeOf: (item: T) => number,
): (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  let start = 0;
  let size = 0;
  for (let i = 0; i < items.length; i++) {
    const more = sizeOf(items[i] as T);
    if (i > start && size + more > limit) {
      chunks.push(items.slice(start, i));
      start = i;
      size = 0;
    }
    size += more;
  }
  if (start === 0) return items.length > 0 ? [items] : [];
  chunks.push(items.slice(start));
  return chunks;
}
