import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../lib/package-root.js';

const compiledLib = fileURLToPath(new URL('../../lib', import.meta.url));
const foreignPackages = join(packageRoot, 'test/foreign');

/**
 * A folder elsewhere with node_modules of its own, made without a registry: Isotherm and zod are real copies, so that
 * nothing in it shares a class with the program that loads from it.
 */
export class ForeignSite {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'isotherm-site-')));

  constructor() {
    const isotherm = this.module('isotherm');
    cpSync(join(packageRoot, 'package.json'), join(isotherm, 'package.json'));
    cpSync(compiledLib, join(isotherm, 'dist/lib'), { recursive: true, filter: isCode });
    cpSync(join(packageRoot, 'node_modules/zod'), this.module('zod'), { recursive: true, filter: isCode });
  }

  /** Packs a package of `test/foreign` as for publishing, and unpacks it here. */
  install(name: string): void {
    const options = { cwd: join(foreignPackages, name), encoding: 'utf8', stdio: 'pipe' } as const;
    const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', this.folder];
    const tarball = execFileSync('npm', packing, options).trim().split('\n').at(-1) ?? '';
    const args = ['-xzf', join(this.folder, tarball), '-C', this.module(name), '--strip-components=1'];
    execFileSync('tar', args);
  }

  /** The sources of a package of `test/foreign`, as its author has them. */
  checkOut(name: string): string {
    const folder = join(this.folder, name);
    cpSync(join(foreignPackages, name), folder, { recursive: true });
    return folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private module(name: string): string {
    const folder = join(this.folder, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

function isCode(path: string): boolean {
  return !/\.(map|ts|cts|mts|md)$/.test(path);
}
