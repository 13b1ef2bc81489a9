import { ConstraintQuestions } from './custom-constraints/questions.js';
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../json.js';
import { parameterUses } from './calls-within.js';
import { FaultList, TooManyFaults } from './faults.js';
import type { TemplateLimits } from './limits.js';
import { readDefinition, type ParameterDefinition } from './parameter-definition.js';
import { coerceParameter, UnfitValue } from './parameter-values.js';
import type { PropertyEdit } from './property-edit.js';
import { own } from './sections.js';
import { isMap } from './storable.js';
import type { HotVersion } from './versions.js';

/** Edits of properties that a parameter alone gives: they become its new value, where nothing else would change by it. */
export class ParameterEdits {
  private readonly edits = new Map<string, PropertyEdit[]>();
  private readonly settled = new Map<string, Json>();

  constructor(
    private readonly document: JsonObject,
    private readonly version: HotVersion,
    private readonly limits: TemplateLimits,
  ) {}

  add(parameter: string, edit: PropertyEdit): void {
    const edits = this.edits.get(parameter);
    if (edits) edits.push(edit);
    else this.edits.set(parameter, [edit]);
  }

  /** Each edit with the reason for which it is refused; undefined: it is accepted. */
  *settle(
    fits: (edit: PropertyEdit, given: Json) => boolean,
  ): Generator<readonly [PropertyEdit, string | undefined]> {
    if (this.edits.size === 0) return;
    const { resources = null, outputs = null } = this.document;
    const uses = parameterUses([resources, outputs]);
    for (const [parameter, edits] of this.edits) {
      const [first] = edits;
      const reason = first && this.refusal(parameter, edits, first.value, uses, fits);
      if (first && reason === undefined) this.settled.set(parameter, first.value);
      for (const edit of edits) yield [edit, reason];
    }
  }

  /** The new values of the parameters, once settled. */
  values(): JsonObject {
    return Object.fromEntries(this.settled);
  }

  private refusal(
    parameter: string,
    edits: readonly PropertyEdit[],
    value: Json,
    uses: ReadonlyMap<string, number> | undefined,
    fits: (edit: PropertyEdit, given: Json) => boolean,
  ): string | undefined {
    const definition = this.definition(parameter);
    if (typeof definition === 'string') return definition;
    if (!uses)
      return `it comes from parameter "${parameter}", and the template has parameters used by computed names`;
    if ((uses.get(parameter) ?? 0) > edits.length) return `parameter "${parameter}" is used elsewhere too`;
    if (edits.some((edit) => !isDeepStrictEqual(edit.value, value)))
      return `parameter "${parameter}" gives several properties, which differ by now`;
    try {
      const given = coerceParameter(definition.type, value);
      for (const check of definition.checks) check(given);
      return edits.every((edit) => fits(edit, given))
        ? undefined
        : `parameter "${parameter}" is a ${definition.type} and cannot say it`;
    } catch (error) {
      if (error instanceof UnfitValue) return `it does not fit parameter "${parameter}": ${error.message}`;
      throw error;
    }
  }

  /** What it is, or why its value is not changed. */
  private definition(parameter: string): ParameterDefinition | string {
    const section = own(this.document, 'parameters');
    const written = isMap(section) ? own(section, parameter) : undefined;
    if (written === undefined) return `${parameter} is no parameter that is given`;
    const definition = this.read(parameter, written);
    if (!definition) return `parameter "${parameter}" has faults`;
    if (definition.hidden) return `parameter "${parameter}" is hidden`;
    return definition.immutable ? `parameter "${parameter}" is immutable` : definition;
  }

  private read(parameter: string, written: Json): ParameterDefinition | undefined {
    try {
      // What providers have to say is asked when the edited template is compiled.
      const questions = new ConstraintQuestions({}, Infinity);
      const about = { limits: this.limits, nowMs: -Infinity, questions };
      return readDefinition(parameter, written, this.version, about, new FaultList(this.limits));
    } catch (error) {
      if (error instanceof TooManyFaults) return undefined;
      throw error;
    }
  }
}
