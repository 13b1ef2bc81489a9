import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_FAIL, EVENT_TEST_PENDING } =
  Mocha.Runner.constants;

/**
 * Shows what mocha's spec reporter shows, and writes counts, failures, skipped titles and how long each file took, its hooks too, to the
 * file of the option `results`.
 */
export default class TestReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const failures = [];
    const durationsMs = {};
    let begun = 0;
    const ofFile = (suite, act) => {
      if (suite.parent?.root) act(suite.file);
    };
    runner.on(EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      failures.push({ title: test.fullTitle(), file: test.file, error: error.stack ?? String(error) });
    });
    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      ofFile(suite, () => (begun = performance.now()));
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      ofFile(suite, (file) => (durationsMs[file] = (durationsMs[file] ?? 0) + performance.now() - begun));
    });
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures: failed } = runner.stats;
      const results = { passed: passes, failed, failures, skipped, durationsMs };
      writeFileSync(options.reporterOptions.results, JSON.stringify(results));
    });
  }
}
