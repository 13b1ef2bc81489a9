import { IsothermError } from '../../../../lib/errors.js';
import type { Json } from '../../../../lib/json.js';
import type { Blob } from '../../store/revisions.js';
import type { SoftwareConfigRow, WholeSoftwareConfigRow } from '../../store/software-configs.js';
import type { KeyedSeal } from './kept-request.js';
import { checkIo } from './software-io.js';
import type { NewSoftwareConfig, SoftwareConfigView } from './software.js';

/** A config as it is kept: checked, and its texts sealed, for whatever a script is, it may be a secret. */
export interface SealedConfig {
  readonly whole: NewSoftwareConfig;
  readonly row: {
    readonly name: string | null;
    readonly group: string | null;
    readonly config: Blob;
    readonly definition: string;
  };
}

/** @throws IsothermError `request.invalid` with all faults of inputs and outputs, `request.too-large` */
export function sealConfig(seal: KeyedSeal, config: NewSoftwareConfig, textBytes: number): SealedConfig {
  const whole = { ...config, ...checkIo(config) };
  const { name, group, inputs, outputs, options } = whole;
  const text = JSON.stringify(config.config);
  refuseTooLarge(text, textBytes);
  return {
    whole,
    row: {
      name,
      group,
      config: { hash: seal.digest(text), content: seal.seal(text) },
      definition: seal.seal(JSON.stringify({ inputs, outputs, options })),
    },
  };
}

export function openConfig(
  seal: KeyedSeal,
  { config, definition, ...row }: WholeSoftwareConfigRow,
): SoftwareConfigView {
  return {
    ...row,
    config: JSON.parse(seal.open(config)) as Json,
    ...(JSON.parse(seal.open(definition)) as Definition),
  };
}

type Definition = Omit<SoftwareConfigView, keyof SoftwareConfigRow | 'config'>;

function refuseTooLarge(text: string, most: number): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= most) return;
  throw new IsothermError(
    'request.too-large',
    `The config has ${String(bytes)} bytes, and ${String(most)} are allowed: split it, or raise limits.textBytes.`,
  );
}
