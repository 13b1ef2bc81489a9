/** The templates that are measured. No handler does anything, so that what is measured is the engine. */
export interface BenchCase {
  readonly name: string;
  /** Templates of all its stacks, each with the value that an update changes. */
  readonly stacks: readonly ((value: string) => Template)[];
  readonly resources: number;
  /** How many resources an update with another value changes. */
  readonly updates: 'all' | 'one' | 'none';
  /** Links of the longest chain, for the ratio to the floor; 0: not a chain. */
  readonly links: number;
}

export interface Template {
  readonly heat_template_version: string;
  readonly resources: Record<string, object>;
}

export function noop(value: string, requires: readonly string[] = [], properties: object = {}): object {
  return {
    type: 'OS::Heat::TestResource',
    properties: { value, ...properties },
    ...(requires.length > 0 && { depends_on: requires }),
  };
}

export function template(resources: Record<string, object>): Template {
  return { heat_template_version: '2016-10-14', resources };
}

export function independent(n: number, updates: BenchCase['updates'] = 'all'): BenchCase {
  const one = (value: string) => {
    const resources: Record<string, object> = {};
    for (let i = 0; i < n; i += 1)
      resources[`r${String(i)}`] = noop(updates === 'one' && i > 0 ? 'same' : value);
    return template(resources);
  };
  return {
    name: `independent ${String(n)}${updates === 'one' ? ', one changed' : ''}`,
    stacks: [one],
    resources: n,
    updates,
    links: 0,
  };
}

/** Things that are looked at and claimed, unlike no-ops. */
export function things(n: number): BenchCase {
  const one = (value: string) => {
    const thing = { type: 'Bench::Thing', properties: { value } };
    return template(Object.fromEntries(Array.from({ length: n }, (_, i) => [`r${String(i)}`, thing])));
  };
  return { name: `things ${String(n)}`, stacks: [one], resources: n, updates: 'all', links: 0 };
}

export function chain(n: number): BenchCase {
  const one = (value: string) => {
    const resources: Record<string, object> = {};
    for (let i = 0; i < n; i += 1)
      resources[`r${String(i)}`] = noop(value, i > 0 ? [`r${String(i - 1)}`] : []);
    return template(resources);
  };
  return { name: `chain ${String(n)}`, stacks: [one], resources: n, updates: 'all', links: n };
}

/** `requires`: how many of the layer before each one requires. */
export function layers(depth: number, width: number, requires: number): BenchCase {
  const one = (value: string) => {
    const resources: Record<string, object> = {};
    for (let layer = 0; layer < depth; layer += 1) {
      for (let i = 0; i < width; i += 1) {
        const needs = Array.from(
          { length: layer > 0 ? requires : 0 },
          (_, k) => `l${String(layer - 1)}_${String((i + k) % width)}`,
        );
        resources[`l${String(layer)}_${String(i)}`] = noop(value, needs);
      }
    }
    return template(resources);
  };
  return {
    name: `layers ${String(depth)}x${String(width)}, ${String(requires)} each`,
    stacks: [one],
    resources: depth * width,
    updates: 'all',
    links: 0,
  };
}

export function fanIn(n: number): BenchCase {
  const one = (value: string) => {
    const resources: Record<string, object> = {};
    const names = Array.from({ length: n }, (_, i) => `r${String(i)}`);
    for (const name of names) resources[name] = noop(value);
    resources['all'] = noop(value, names);
    return template(resources);
  };
  return { name: `fan-in ${String(n)}`, stacks: [one], resources: n + 1, updates: 'none', links: 0 };
}

export function manyStacks(stacks: number, size: number): BenchCase {
  const { stacks: one } = independent(size);
  return {
    name: `stacks ${String(stacks)}x${String(size)}`,
    stacks: Array.from({ length: stacks }, () => one).flat(),
    resources: stacks * size,
    updates: 'all',
    links: 0,
  };
}
