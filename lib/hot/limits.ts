/** What a template may cost. Every bound is checked before the work it bounds is done. */
export interface TemplateLimits {
  /** Bytes of template text in UTF-8, and of each file and environment. */
  readonly textBytes: number;
  readonly resources: number;
  readonly parameters: number;
  readonly outputs: number;
  /** Levels of maps, lists and functions inside one another. */
  readonly depth: number;
  /** Values of a document once its aliases are expanded: an alias counts each time it is used. */
  readonly nodes: number;
  /** Characters of one value: what a function such as `str_replace` may build, and what `get_file` may include. */
  readonly valueLength: number;
  /** Characters of the compiled goal as text: a large value that many resources refer to is in it many times. */
  readonly goalLength: number;
  /** Characters of a value that `allowed_pattern` is tried on. */
  readonly patternValueLength: number;
  /** Steps of reading an `allowed_pattern`, and of each time it is tried; a million takes less than a second. */
  readonly patternSteps: number;
  /** What providers may be asked for the custom constraints of one template. */
  readonly constraintQuestions: number;
  /** Faults that are collected before looking for more is given up. */
  readonly faults: number;
}

export const defaultLimits: TemplateLimits = {
  textBytes: 8 * 1024 * 1024,
  resources: 10_000,
  parameters: 10_000,
  outputs: 10_000,
  depth: 64,
  nodes: 2_000_000,
  valueLength: 8 * 1024 * 1024,
  goalLength: 64 * 1024 * 1024,
  patternValueLength: 4_096,
  patternSteps: 200_000,
  constraintQuestions: 1_000,
  faults: 100,
};

/** The limits of an unconfigured Heat, for those who want a template to be refused by both or by neither. */
export const heatLimits: TemplateLimits = {
  ...defaultLimits,
  textBytes: 524_288,
  resources: 1_000,
};
