import assert from 'node:assert/strict';
import { repositoryFiles, textOf } from '../support/repository-files.js';

const registry = /https?:\/\/[\w.-]*(registry|npmjs|verdaccio|artifactory|nexus)[\w.-]*[:/]/i;
const resolved = /"resolved"\s*:\s*"http/;
/** Homes and checkouts of somebody's machine. Places of the system (/usr, /etc, /run, /var, /tmp) are everybody's. */
const machinePath = /(?<![\w.~@}-])\/(home\/(?!user\b)\w|root\/|Users\/\w|work\/|workspace\/|mnt\/)/;

const files = repositoryFiles().filter((path) => path !== 'test/repo/machine-paths.test.ts');

function linesWith(pattern: RegExp): string[] {
  return files.flatMap((path) =>
    (textOf(path) ?? '')
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      ),
  );
}

describe('files of the repository', () => {
  it('name no package registry', () => {
    assert.deepEqual([...linesWith(registry), ...linesWith(resolved)], []);
  });

  it("name no path of somebody's machine", () => {
    assert.deepEqual(linesWith(machinePath), []);
  });

  it('are looked at with patterns that find what they are for', () => {
    for (const line of ['"https://registry.npmjs.org/zod/-/zod.tgz"', 'http://npm.registry.local:4873/']) {
      assert.match(line, registry);
    }
    for (const line of ['cd /root/x', "'/home/jo/x'", ' /work/main', '(/Users/jo)'])
      assert.match(line, machinePath);
    for (const line of ['/v1/work/x', './work/', 'https://host/home/jo'])
      assert.doesNotMatch(line, machinePath);
  });
});
