import type { Ask } from './asks.js';
import type { Step, Story } from './story.js';
import { propertiesOf, type Wanted, type WantedStack } from './wanted.js';
import { CALM, type Weather } from './weather.js';

/** Plays it; answers what went wrong, undefined: nothing. */
export type Trial = (story: Story) => Promise<string | undefined>;

/**
 * The shortest story found that goes wrong in the same way: fewer steps (delta debugging, Zeller and Hildebrandt 2002), then
 * simpler ones, until nothing can be left out or the time is over. The seed stays, so that each is played as it is printed.
 * @param trial must fail for the story
 */
export async function shrinkStory(story: Story, trial: Trial, withinMs: number): Promise<Story> {
  const end = performance.now() + withinMs;
  const how = kindOf(await trial(story));
  const fails = async (candidate: Story) =>
    performance.now() < end && how !== undefined && kindOf(await trial(candidate)) === how;
  for (let best = story; ;) {
    const shorter = await simplified(await withFewerSteps(await inSimplerWorld(best, fails), fails), fails);
    if (shorter === best || performance.now() > end) return shorter;
    best = shorter;
  }
}

/** Its first line without what differs from run to run. */
function kindOf(failure: string | undefined): string | undefined {
  return failure?.split('\n', 1)[0]?.replace(/\d+/g, 'n');
}

type Fails = (story: Story) => Promise<boolean>;

async function inSimplerWorld(story: Story, fails: Fails): Promise<Story> {
  const simpler = { ...story, world: {} };
  return Object.keys(story.world).length > 0 && (await fails(simpler)) ? simpler : story;
}

async function withFewerSteps(story: Story, fails: Fails): Promise<Story> {
  let { steps } = story;
  for (let chunk = Math.ceil(steps.length / 2); chunk >= 1;) {
    let hasShrunk = false;
    for (let at = 0; at < steps.length;) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + chunk)];
      if (await fails({ ...story, steps: fewer })) {
        steps = fewer;
        hasShrunk = true;
      } else at += chunk;
    }
    if (!hasShrunk || chunk > 1) chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2);
  }
  return steps === story.steps ? story : { ...story, steps };
}

async function simplified(story: Story, fails: Fails): Promise<Story> {
  let best = story;
  for (let at = 0; at < best.steps.length; at += 1) {
    best = await withOnePause(best, at, fails);
    for (let again = true; again;) {
      again = false;
      for (const simpler of simplerSteps(best.steps[at] as Step)) {
        const candidate = { ...best, steps: best.steps.with(at, simpler) };
        if (!(await fails(candidate))) continue;
        best = candidate;
        again = true;
        break;
      }
    }
  }
  return best;
}

/** Two pauses in a row are one. */
async function withOnePause(story: Story, at: number, fails: Fails): Promise<Story> {
  const [first, second] = story.steps.slice(at, at + 2);
  if (first?.do !== 'pass' || second?.do !== 'pass') return story;
  const steps = story.steps.toSpliced(at, 2, { do: 'pass', ms: first.ms + second.ms });
  return (await fails({ ...story, steps })) ? { ...story, steps } : story;
}

/** Each is simpler than the step, so that this comes to an end. */
function simplerSteps(step: Step): Step[] {
  switch (step.do) {
    case 'pass':
      return fewer(step.ms).map((ms) => ({ ...step, ms }));
    case 'freeze':
    case 'cut':
      return fewer(step.ms).map((ms) => ({ ...step, ms }));
    case 'crash':
    case 'stop':
      return fewer(step.backMs).map((backMs) => ({ ...step, backMs }));
    case 'weather':
      return simplerWeathers(step.weather).map((weather) => ({ ...step, weather }));
    case 'ask':
      return simplerAsks(step.ask).map((ask) => ({ ...step, ask }));
    default:
      return [];
  }
}

function fewer(ms: number): number[] {
  if (ms === 0) return [];
  const round = ms >= 2_000 ? Math.floor(ms / 1_000) * 1_000 : Math.floor(ms / 10) * 10;
  return [...new Set([0, Math.floor(ms / 2), round])].filter((less) => less < ms);
}

function simplerWeathers(weather: Weather): Weather[] {
  const simpler: Weather[] = [];
  for (const part of ['provider', 'links', 'database'] as const)
    for (const [name, value] of Object.entries(weather[part])) {
      const calm = (CALM[part] as unknown as Record<string, unknown>)[name];
      const candidates: unknown[] =
        Array.isArray(value) && value.length > 1
          ? value.map((_, i) => (value as unknown[]).toSpliced(i, 1))
          : [calm];
      for (const candidate of candidates)
        if (JSON.stringify(candidate) !== JSON.stringify(value))
          simpler.push({ ...weather, [part]: { ...weather[part], [name]: candidate } });
    }
  return simpler;
}

function simplerAsks(ask: Ask): Ask[] {
  if (ask.kind !== 'put') return [];
  const simpler: Ask[] = Object.keys(ask.options).map((name) => {
    const { [name as keyof typeof ask.options]: _left, ...options } = ask.options;
    return { ...ask, options };
  });
  return [...simplerGoals(ask.goal).map((goal) => ({ ...ask, goal })), ...simpler];
}

function simplerGoals(goal: WantedStack): WantedStack[] {
  const simpler: WantedStack[] = [];
  for (const [name, wanted] of Object.entries(goal)) {
    const { [name]: _left, ...others } = goal;
    if (!JSON.stringify(others).includes(`"${name}"`)) simpler.push(others);
    for (const less of simplerResources(wanted)) simpler.push({ ...goal, [name]: less });
  }
  return simpler;
}

function simplerResources(wanted: Wanted): Wanted[] {
  const { needs = [], policy, type } = wanted;
  const properties = propertiesOf(wanted);
  const base = { type, ...(needs.length > 0 && { needs }), ...(policy && { policy }) };
  const simpler: Wanted[] = needs.map((_, i) => ({ ...base, ...properties, needs: needs.toSpliced(i, 1) }));
  if (policy) {
    const { policy: _policy, ...rest } = base;
    simpler.push({ ...rest, ...properties });
    for (const name of Object.keys(policy)) {
      const { [name as keyof typeof policy]: _rule, ...others } = policy;
      if (Object.keys(others).length > 0) simpler.push({ ...rest, policy: others, ...properties });
    }
  }
  for (const name of Object.keys(properties)) {
    const { [name]: _property, ...others } = properties;
    if (name !== 'path' && name !== 'ip') simpler.push({ ...base, ...others });
  }
  return simpler;
}
