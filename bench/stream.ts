import type { Bench } from './bench.ts';
import { runFold } from './stream/fold/fold.ts';

const bench: Bench = {
  name: 'stream',
  description: "analysts' metrics: the pure fold on one core, with 1, 20 and 100 metrics, and what its state takes",
  async run({ seconds }) {
    return runFold(seconds);
  },
};

export default bench;
