import type { Changes } from '../changes.js';
import type { Snapshot } from '../snapshot.js';

/** These nodes, and no others, are silent: nobody can say how the things there are, until they are not any more (R18). O(stack). */
export function silent(snapshot: Snapshot, changes: Changes, nodes: ReadonlySet<string>): void {
  const before = snapshot.silent;
  snapshot.silent = nodes;
  for (const { node, resource } of snapshot.instances.values())
    if (before.has(node) !== nodes.has(node)) changes.touch(resource);
}
