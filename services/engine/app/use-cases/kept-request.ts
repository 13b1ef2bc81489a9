import type { Json, JsonObject } from '../../../../lib/json.js';
import type { Blob } from '../../store/revisions.js';
import type { Seal } from '../instance-rows.js';
import type { GoalRequest } from './use-cases.js';

/** Also makes digests, from which a text cannot be guessed. */
export interface KeyedSeal extends Seal {
  digest(text: string): string;
}

/** What a user sent beside the template, as it is stored for the next PATCH. */
interface StoredRequest {
  readonly parameters: JsonObject;
  readonly environment?: string | JsonObject;
  /** Hashes of their contents, by name. */
  readonly fileHashes?: { readonly [name: string]: string };
  /** The contents themselves, as they were stored once. */
  readonly files?: { readonly [name: string]: string };
}

/** What a user sent, with the template and the contents of the files. */
export interface KeptRequest {
  readonly template: string;
  readonly parameters: JsonObject;
  readonly environment?: string | JsonObject;
  readonly files: { readonly [name: string]: string };
}

/** The text to store, and the files that it names by hash: equal ones are kept once, whatever stacks have them. */
export function storedRequest(
  seal: KeyedSeal,
  { parameters, environment, files }: GoalRequest,
): { readonly text: string; readonly blobs: readonly Blob[] } {
  const blobs = new Map<string, Blob>();
  const fileHashes: Record<string, string> = {};
  for (const [name, content] of Object.entries(files ?? {})) {
    const hash = seal.digest(content);
    fileHashes[name] = hash;
    if (!blobs.has(hash)) blobs.set(hash, { hash, content: seal.seal(content) });
  }
  const stored: StoredRequest = {
    parameters: parameters ?? {},
    ...(environment !== undefined && { environment }),
    fileHashes,
  };
  return { text: seal.seal(JSON.stringify(stored)), blobs: [...blobs.values()] };
}

export interface KeptRequestPorts {
  readonly seal: KeyedSeal;
  readonly loadBlobs: (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

export async function keptRequest(
  { seal, loadBlobs }: KeptRequestPorts,
  stored: { readonly template: string; readonly request: string },
): Promise<KeptRequest> {
  const { fileHashes = {}, files: inline, ...rest } = JSON.parse(seal.open(stored.request)) as StoredRequest;
  const hashes = Object.values(fileHashes);
  const blobs = hashes.length > 0 ? await loadBlobs(hashes) : new Map<string, string>();
  const files: Record<string, string> = { ...inline };
  for (const [name, hash] of Object.entries(fileHashes)) files[name] = seal.open(blobs.get(hash) ?? '');
  return { ...rest, template: seal.open(stored.template), files };
}

/** The contents that a request needs, by their hashes. */
export function hashesOf(seal: Seal, request: string): string[] {
  const { fileHashes = {} } = JSON.parse(seal.open(request)) as Partial<StoredRequest>;
  return [...new Set(Object.values(fileHashes))];
}

/** The names of the files that came with a goal. */
export function fileNames(seal: Seal, request: string): string[] {
  const { fileHashes, files } = JSON.parse(seal.open(request)) as StoredRequest;
  return Object.keys(fileHashes ?? files ?? {}).sort();
}

/** A PATCH: what it leaves out is as it was. */
export function mergedRequest(kept: KeptRequest, request: GoalRequest): GoalRequest {
  const cleared = new Set(request.clearParameters ?? []);
  const parameters: Record<string, Json> = {};
  for (const [name, value] of Object.entries({ ...kept.parameters, ...request.parameters })) {
    if (!cleared.has(name) || request.parameters?.[name] !== undefined) parameters[name] = value;
  }
  const environment = request.environment ?? kept.environment;
  return {
    ...request,
    template: request.template ?? kept.template,
    parameters,
    ...(environment !== undefined && { environment }),
    files: { ...kept.files, ...request.files },
  };
}

/** True for a PATCH that leaves the goal as it is: there is nothing to compile. */
export function changesNoGoal({
  template,
  parameters,
  environment,
  files,
  clearParameters,
}: GoalRequest): boolean {
  const none = (map: object | undefined) => map === undefined || Object.keys(map).length === 0;
  return (
    template === undefined &&
    environment === undefined &&
    none(parameters) &&
    none(files) &&
    (clearParameters ?? []).length === 0
  );
}
