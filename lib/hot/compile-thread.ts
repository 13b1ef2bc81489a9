import { Worker } from 'node:worker_threads';
import { IsothermError } from '../errors.js';
import type { ResourceTypeSchema } from '../handler/contract.js';
import type { Json, JsonObject } from '../json.js';
import type { CompiledGoal, OpenGoal, PlainInput } from './compile-request.js';
import type { ThreadAnswer, ThreadRequest, TypesVersion } from './compile-thread-worker.js';
import type { ConstraintAnswers, ConstraintQuestion } from './custom-constraints/questions.js';
import type { EditedTemplate } from './edit-template.js';
import type { TemplateLimits } from './limits.js';
import type { PropertyEdit } from './property-edit.js';
import { runTask, type TaskAnswers, type TemplateTask } from './template-task.js';

export type { CompiledGoal } from './compile-request.js';

export interface TemplateCompilerOptions {
  /** Characters of all that a request gives, up to which compiling in the caller's thread is cheaper. Default 16,384. */
  readonly inlineUpTo?: number;
  /** A compilation that takes longer is stopped, in ms. Default 30,000. */
  readonly timeLimitMs?: number;
  /** Heap of the thread, in MiB: more ends the compilation, not the process. Default 1,024. */
  readonly memoryMib?: number;
}

/** `list` is asked only when `version` is new to the compiler. */
export interface ResourceTypes {
  readonly version: TypesVersion;
  list(): readonly ResourceTypeSchema[];
}

export interface CompileRequest extends PlainInput {
  /** Absent: types are not checked. */
  readonly resourceTypes?: ResourceTypes;
  /** Asks the providers. Absent: no constraint of a provider is known. */
  readonly ask?: (questions: readonly ConstraintQuestion[]) => Promise<ConstraintAnswers>;
}

interface Job {
  readonly task: TemplateTask;
  /** Of a task that compiles: what the template is as text. */
  readonly text: string;
  readonly resourceTypes: ResourceTypes | undefined;
  resolve(answer: TaskAnswers[TemplateTask['kind']]): void;
  reject(error: unknown): void;
}

/**
 * Compiles, edits and reads templates without holding up the caller's thread: small ones at once, large ones, and those
 * whose patterns could take long, one after another on a thread of its own, which is started when first needed.
 */
export class TemplateCompiler {
  private readonly queue: Job[] = [];
  private thread: CompilerThread | undefined;
  private running: Promise<void> | undefined;
  private closed = false;
  private inlineTypes: { version: TypesVersion; byName: ReadonlyMap<string, ResourceTypeSchema> } | undefined;
  private readonly options: Required<TemplateCompilerOptions>;

  constructor(options: TemplateCompilerOptions = {}) {
    this.options = { inlineUpTo: 16_384, timeLimitMs: 30_000, memoryMib: 1_024, ...options };
  }

  /**
   * Compiles, and once more with what the providers answered if the template asks them.
   * @throws IsothermError as `compileTemplate` does, with the same faults, whichever thread compiled; and as `ask`
   */
  async compile({ resourceTypes, ask, ...input }: CompileRequest): Promise<CompiledGoal> {
    let answers: ConstraintAnswers = {};
    for (;;) {
      const outcome = await this.compileWith(ask ? { ...input, answers } : input, resourceTypes);
      if (!('questions' in outcome)) return outcome;
      answers = { ...answers, ...(await ask?.(outcome.questions)) };
    }
  }

  private async compileWith(
    input: PlainInput,
    resourceTypes: ResourceTypes | undefined,
  ): Promise<CompiledGoal | OpenGoal> {
    const { template, environment, keptEnvironment, parameters, files = {} } = input;
    const text = typeof template === 'string' ? template : JSON.stringify(template);
    // Few lines can make much of much: what they are given counts like they do.
    const parts = [text, environment, keptEnvironment, parameters, ...Object.values(files)];
    const size = parts.reduce<number>((sum, part) => sum + sizeOf(part), 0);
    return this.do({ kind: 'compile', input }, text, size, resourceTypes) as Promise<CompiledGoal | OpenGoal>;
  }

  /** As `setProperties`. */
  async edit(
    template: string,
    edits: readonly PropertyEdit[],
    parameters: JsonObject,
    options: { readonly limits: TemplateLimits; readonly resourceTypes?: ResourceTypes },
  ): Promise<EditedTemplate> {
    const task: TemplateTask = { kind: 'edit', template, edits, parameters, limits: options.limits };
    return this.do(task, template, template.length, options.resourceTypes) as Promise<EditedTemplate>;
  }

  /** As `readDocument`. */
  async read(text: string, name: string, limits: TemplateLimits): Promise<Json> {
    return this.do({ kind: 'read', text, name, limits }, text, text.length) as Promise<Json>;
  }

  private async do(
    task: TemplateTask,
    text: string,
    size: number,
    resourceTypes?: ResourceTypes,
  ): Promise<TaskAnswers[TemplateTask['kind']]> {
    if (size <= this.options.inlineUpTo && !mayHoldPattern.test(text))
      return runTask(task, resourceTypes && this.typesInline(resourceTypes));
    if (this.closed) throw stopped();
    return new Promise((resolve, reject) => {
      this.queue.push({ task, text, resourceTypes, resolve, reject });
      this.running ??= this.work();
    });
  }

  /** Stops the thread; compilations under way are refused with `retry: 'later'`. */
  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.queue.splice(0)) job.reject(stopped());
    await this.thread?.stop(stopped());
    await this.running;
  }

  private typesInline(resourceTypes: ResourceTypes): ReadonlyMap<string, ResourceTypeSchema> {
    const { version } = resourceTypes;
    if (this.inlineTypes?.version !== version) {
      const byName = new Map(resourceTypes.list().map((type) => [type.type, type]));
      this.inlineTypes = { version, byName };
    }
    return this.inlineTypes.byName;
  }

  private async work(): Promise<void> {
    for (let job = this.queue.shift(); job; job = this.queue.shift()) {
      try {
        this.thread = this.thread?.alive ? this.thread : new CompilerThread(this.options);
        job.resolve(await this.thread.run(job));
      } catch (error) {
        job.reject(error);
      }
    }
    this.running = undefined;
  }
}

/** Many an `allowed_pattern` can be made to take long together; an escape in the text could hide the word. */
const mayHoldPattern = /allowed_pattern|\\/;

/** One worker thread, used for one template at a time; dead after a crash or a timeout. */
class CompilerThread {
  alive = true;
  private readonly worker: Worker;
  private typesVersion: TypesVersion | undefined;
  private settle: ((answer: ThreadAnswer | IsothermError) => void) | undefined;

  constructor(private readonly options: Required<TemplateCompilerOptions>) {
    this.worker = new Worker(new URL('./compile-thread-worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMib },
    });
    this.worker.on('message', (answer: ThreadAnswer) => this.settle?.(answer));
    this.worker.on('error', (error) => this.died(crashed(error)));
    this.worker.on('exit', () => this.died(crashed(undefined)));
    this.worker.unref();
  }

  async run(job: Job): Promise<TaskAnswers[TemplateTask['kind']]> {
    const { timeLimitMs } = this.options;
    const outOfTime = setTimeout(() => void this.stop(tookTooLong(timeLimitMs)), timeLimitMs);
    this.worker.ref();
    try {
      const answer = await new Promise<ThreadAnswer | IsothermError>((resolve) => {
        this.settle = resolve;
        this.worker.postMessage(this.message(job));
      });
      if (answer instanceof IsothermError) throw answer;
      if (answer.ok) return answer.answer;
      const { code, message, retry, faults } = answer.error;
      throw new IsothermError(code, message, { retry, faults });
    } finally {
      clearTimeout(outOfTime);
      this.settle = undefined;
      this.worker.unref();
    }
  }

  /** Ends the thread; what it was compiling fails with `reason`. */
  async stop(reason: IsothermError): Promise<void> {
    this.died(reason);
    await this.worker.terminate();
  }

  private message({ task, text, resourceTypes }: Job): ThreadRequest {
    const compiles = task.kind === 'compile';
    const request: ThreadRequest = {
      task: compiles ? { ...task, input: { ...task.input, template: text } } : task,
      templateWasObject: compiles && typeof task.input.template !== 'string',
      typesVersion: resourceTypes?.version,
    };
    if (!resourceTypes || resourceTypes.version === this.typesVersion) return request;
    this.typesVersion = resourceTypes.version;
    return { ...request, types: resourceTypes.list() };
  }

  private died(reason: IsothermError): void {
    this.alive = false;
    this.settle?.(reason);
  }
}

function tookTooLong(timeLimitMs: number): IsothermError {
  return new IsothermError(
    'template.too-large',
    `Compiling the template took longer than ${timeLimitMs} ms and was stopped: make it smaller, or its allowed_pattern simpler.`,
  );
}

function crashed(error: unknown): IsothermError {
  if ((error as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new IsothermError(
      'template.too-large',
      'Compiling the template took too much memory and was stopped: make it smaller.',
    );
  }
  return new IsothermError('internal', 'The thread that compiles templates ended: try again.', {
    retry: 'later',
    cause: error,
  });
}

function stopped(): IsothermError {
  return new IsothermError('internal', 'The engine is stopping: try again when it is up.', {
    retry: 'later',
  });
}

/** As text, in characters. */
function sizeOf(part: Json | undefined): number {
  if (part === undefined) return 0;
  return typeof part === 'string' ? part.length : JSON.stringify(part).length;
}
