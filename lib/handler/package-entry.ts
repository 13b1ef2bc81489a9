import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file that an import of `name` loads when it stands in a module of the folder `from`. `name` is a package, a
 * package's subpath, or the path or file URL of a module or of a package's folder.
 * @throws Error when there is none, with the folders searched.
 */
export function packageEntry(name: string, from: string): string {
  if (name.startsWith('file:')) return pathEntry(fileURLToPath(name));
  if (name.startsWith('.') || isAbsolute(name)) return pathEntry(resolve(from, name));
  const folder = packageFolder(name, from);
  if (folder) return folderEntry(folder);
  // A subpath, or a place that only Node knows (NODE_PATH).
  return createRequire(join(from, 'anchor.js')).resolve(name);
}

function pathEntry(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new Error(`there is nothing at ${path}`);
  return found.isDirectory() ? folderEntry(path) : path;
}

/** Where `name` is installed, seen from a folder: the nearest node_modules upwards. */
function packageFolder(name: string, from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The main module of a package, as an `import` finds it. Node has no call that asks for another folder. */
function folderEntry(folder: string): string {
  const manifestPath = join(folder, 'package.json');
  if (!existsSync(manifestPath)) throw new Error(`${folder} has no package.json`);
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { exports?: unknown; main?: unknown };
  const entry = manifest.exports === undefined ? manifest.main : exported(manifest.exports);
  const path = join(folder, typeof entry === 'string' ? entry : 'index.js');
  const file = [path, `${path}.js`, join(path, 'index.js')].find((at) =>
    statSync(at, { throwIfNoEntry: false })?.isFile(),
  );
  if (!file) throw new Error(`${manifestPath} names ${path} as its main module, which does not exist`);
  return file;
}

/** What `exports` says for `.` under the conditions of an import; undefined: it exports nothing there. */
function exported(exports: unknown): unknown {
  if (Array.isArray(exports)) return exports.map(exported).find((target) => target !== undefined);
  if (typeof exports !== 'object' || exports === null) return exports;
  if ('.' in exports) return exported(exports['.']);
  for (const [condition, target] of Object.entries(exports)) {
    if (!['import', 'node', 'module-sync', 'default'].includes(condition)) continue;
    const found = exported(target);
    if (found !== undefined) return found;
  }
  return undefined;
}
