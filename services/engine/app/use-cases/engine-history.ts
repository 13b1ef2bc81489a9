import { writeExpression } from '../../../../lib/hot/write-expression.js';
import { writesGoal } from '../../core/goal.js';
import type { ListedRevision } from '../../store/list-revisions.js';
import type { RevisionRecord } from '../../store/revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import type { TypeRegistry } from '../type-registry.js';
import { goalLines, goalResources, type TemplateView } from './compiled-goal.js';
import { prepareApply, type EarlierGoalPorts } from './earlier-goals.js';
import type { StackFinder } from './find-stack.js';
import { diffGoals, diffParameters } from './goal-diff.js';
import type { EarlierGoalOptions, History, RevisionDetail, RevisionDiff, RevisionView } from './history.js';
import { fileNames } from './kept-request.js';
import { noRevision } from './not-found.js';
import type { UpdatePorts } from './put-goal.js';
import { MASK } from './show-stack.js';
import { writeRevision } from './write-revision.js';

export interface HistoryPorts extends UpdatePorts, EarlierGoalPorts {
  readonly types: TypeRegistry;
}

/** The revisions of stacks, which are kept for as long as the stacks are. */
export class EngineHistory implements History {
  constructor(
    private readonly ports: HistoryPorts,
    private readonly stacks: StackFinder,
  ) {}

  async listRevisions(tenant: string, stackId: string): Promise<readonly RevisionView[]> {
    return this.views(await this.stacks.find(tenant, stackId));
  }

  async showRevision(tenant: string, stackId: string, number: number): Promise<RevisionDetail> {
    const { seal } = this.ports;
    const stack = await this.stacks.find(tenant, stackId);
    const view = (await this.views(stack)).find((revision) => revision.number === number);
    if (!view) throw noRevision(stack, number);
    const stored = await this.ports.loadRevision(stack.id, number);
    if (!stored) return { ...view, template: '', parameters: [], files: [] };
    return {
      ...view,
      template: seal.open(stored.template),
      parameters: this.shown(stored).parameters,
      files: fileNames(seal, stored.request),
    };
  }

  async diffRevisions(tenant: string, stackId: string, from: number, to: number): Promise<RevisionDiff> {
    const stack = await this.stacks.find(tenant, stackId);
    const [before, after] = await Promise.all([this.goal(stack, from), this.goal(stack, to)]);
    return {
      from,
      to,
      resources: diffGoals(
        goalResources(without(before.text, after.text)),
        goalResources(without(after.text, before.text)),
        (type, name, value) =>
          this.ports.types.get(type)?.properties[name]?.secret ? MASK : writeExpression(value),
      ),
      parameters: diffParameters(before, after),
    };
  }

  async applyRevision(
    tenant: string,
    stackId: string,
    number: number,
    { plan, hiddenTypes }: EarlierGoalOptions = {},
  ): Promise<{ readonly revision: number }> {
    const stack = await this.stacks.live(tenant, stackId);
    const revision = await writeRevision(this.ports, stack, async (newest) => {
      const goal = await prepareApply(this.ports, newest, number, hiddenTypes);
      if (plan !== undefined) await this.ports.checkPlan(newest, goal, plan);
      return goal.revision;
    });
    return { revision: revision ?? stack.revision };
  }

  private async views(stack: StackRecord): Promise<RevisionView[]> {
    const revisions = await this.ports.listRevisions(stack.id);
    const reached = reachedGoals(stack, revisions);
    return revisions.map((revision) => ({
      number: revision.number,
      action: revision.action,
      asked: revision.askedFor,
      base: revision.base,
      createdAt: revision.createdAt,
      state: stateOf(stack, revision, reached),
      resources: revision.resources ?? goalLines(this.ports.seal.open(revision.goal ?? '')).length,
    }));
  }

  private async goal(stack: StackRecord, number: number): Promise<{ text: string; view: TemplateView }> {
    const text = await this.ports.loadGoalText(stack.id, number);
    if (text === undefined) throw noRevision(stack, number);
    const stored = await this.ports.loadRevision(stack.id, number);
    const view = stored ? this.shown(stored) : { description: '', outputs: [], parameters: [] };
    return { text: this.ports.seal.open(text), view };
  }

  private shown({ view }: RevisionRecord): TemplateView {
    return JSON.parse(this.ports.seal.open(view)) as TemplateView;
  }
}

/** The lines of a goal that the other one has not: what is equal need not be read. */
function without(goalText: string, other: string): string {
  const known = new Set(goalLines(other));
  return goalLines(goalText)
    .filter((line) => !known.has(line))
    .join('\n');
}

/** What was reached, by its `since` and its `asked`: a goal is, though it was paused on the way to it. */
interface Reached {
  readonly since: ReadonlySet<number>;
  readonly asked: ReadonlySet<number>;
}

function reachedGoals({ completed }: StackRecord, revisions: readonly ListedRevision[]): Reached {
  const reached = revisions.filter(({ number, ended }) => number === completed || ended === 'reached');
  return {
    since: new Set(reached.map(({ since }) => since)),
    asked: new Set(reached.map(({ asked }) => asked)),
  };
}

function stateOf(stack: StackRecord, revision: ListedRevision, reached: Reached): RevisionView['state'] {
  const { number, action, asked, ended } = revision;
  if (number === stack.completed) return 'current';
  if (reached.asked.has(asked) || (writesGoal(action) && asked === number && reached.since.has(number)))
    return 'reached';
  if (asked !== stack.asked) return ended ?? 'superseded';
  if (stack.status === 'IN_PROGRESS') return 'in progress';
  return stack.status === 'FAILED' ? 'failed' : 'reached';
}
