import type { ProgressResource } from './model.js';

/** A resource at its place in the tree. */
export interface Branch {
  readonly resource: ProgressResource;
  /** Such as `│  ├─ `. */
  readonly guide: string;
  /** What it requires beside the resource above it. */
  readonly alsoRequires: readonly string[];
}

/**
 * Lays a graph out as a tree, each resource once: below the last, and of several the deepest, of those it requires. So
 * every resource stands after all it requires above it, and the tree reads in the order in which things are made.
 * Requirements that are not there, or that would close a circle, are passed over.
 */
export function arrange(resources: readonly ProgressResource[]): Branch[] {
  const byName = new Map(resources.map((resource) => [resource.name, resource]));
  const depths = depthsOf(resources, byName);
  const children = new Map<string | undefined, ProgressResource[]>();
  const parents = new Map<string, string>();
  for (const resource of resources) {
    const parent = deepest(resource, depths);
    if (parent !== undefined) parents.set(resource.name, parent);
    const siblings = children.get(parent);
    if (siblings) siblings.push(resource);
    else children.set(parent, [resource]);
  }

  const branches: Branch[] = [];
  const stack: { resource: ProgressResource; guide: string; below: string }[] = [];
  const push = (parent: string | undefined, indent: string) => {
    const siblings = children.get(parent) ?? [];
    for (let index = siblings.length - 1; index >= 0; index -= 1) {
      const resource = siblings[index];
      if (!resource) continue;
      const last = index === siblings.length - 1;
      stack.push({
        resource,
        guide: indent + (last ? '└─ ' : '├─ '),
        below: indent + (last ? '   ' : '│  '),
      });
    }
  };
  push(undefined, '');
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { resource, guide, below } = next;
    const parent = parents.get(resource.name);
    const alsoRequires = resource.requires.filter((name) => name !== parent && byName.has(name));
    branches.push({ resource, guide, alsoRequires });
    push(resource.name, below);
  }
  return branches;
}

function deepest(
  { name, requires }: ProgressResource,
  depths: ReadonlyMap<string, number>,
): string | undefined {
  const own = depths.get(name) ?? 0;
  let found: string | undefined;
  for (const each of requires) {
    const depth = depths.get(each);
    if (depth === undefined || depth >= own) continue;
    if (found === undefined || depth >= (depths.get(found) ?? 0)) found = each;
  }
  return found;
}

/** How many resources stand above each at most. Iterative (Kahn): chains may be long. */
function depthsOf(
  resources: readonly ProgressResource[],
  byName: ReadonlyMap<string, ProgressResource>,
): Map<string, number> {
  const missing = new Map<string, number>();
  const dependants = new Map<string, string[]>();
  for (const { name, requires } of resources) {
    const known = requires.filter((each) => byName.has(each) && each !== name);
    missing.set(name, known.length);
    for (const each of known) {
      const list = dependants.get(each);
      if (list) list.push(name);
      else dependants.set(each, [name]);
    }
  }
  const depths = new Map<string, number>();
  const ready = resources.filter(({ name }) => missing.get(name) === 0).map(({ name }) => name);
  for (const name of ready) depths.set(name, 0);
  for (let index = 0; index < ready.length; index += 1) {
    const name = ready[index] ?? '';
    for (const dependant of dependants.get(name) ?? []) {
      depths.set(dependant, Math.max(depths.get(dependant) ?? 0, (depths.get(name) ?? 0) + 1));
      const left = (missing.get(dependant) ?? 0) - 1;
      missing.set(dependant, left);
      if (left === 0) ready.push(dependant);
    }
  }
  // What stands in a circle never became ready: it is a root.
  for (const { name } of resources) if ((missing.get(name) ?? 0) > 0) depths.set(name, 0);
  return depths;
}
