/** A binary min-heap by due time. Items may be in it several times; who pops decides which of them still counts. */
export class DueHeap<T> {
  private readonly dues: number[] = [];
  private readonly items: T[] = [];

  push(due: number, item: T): void {
    const { dues, items } = this;
    let at = dues.length;
    dues.push(due);
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((dues[parent] as number) <= due) break;
      dues[at] = dues[parent] as number;
      items[at] = items[parent] as T;
      at = parent;
    }
    dues[at] = due;
    items[at] = item;
  }

  /** The earliest due time; Infinity when empty. */
  get earliest(): number {
    return this.dues[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the earliest. */
  pop(): { readonly due: number; readonly item: T } | undefined {
    const { dues, items } = this;
    const due = dues[0];
    const item = items[0] as T;
    const lastDue = dues.pop();
    const lastItem = items.pop() as T;
    if (due === undefined || lastDue === undefined) return undefined;
    const size = dues.length;
    if (size === 0) return { due, item };
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (dues[child + 1] as number) < (dues[child] as number)) child += 1;
      if ((dues[child] as number) >= lastDue) break;
      dues[at] = dues[child] as number;
      items[at] = items[child] as T;
      at = child;
    }
    dues[at] = lastDue;
    items[at] = lastItem;
    return { due, item };
  }

  /** Drops what does not count any more. */
  retain(keep: (due: number, item: T) => boolean): void {
    const dues = this.dues.splice(0);
    const items = this.items.splice(0);
    dues.forEach((due, i) => {
      if (keep(due, items[i] as T)) this.push(due, items[i] as T);
    });
  }

  get size(): number {
    return this.dues.length;
  }
}
