import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Shows what mocha's spec reporter shows, and writes counts and skipped titles to the file of the option `results`. */
export default class TestReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      writeFileSync(
        options.reporterOptions.results,
        JSON.stringify({ passed: passes, failed: failures, skipped }),
      );
    });
  }
}
