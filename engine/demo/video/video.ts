import { Random } from '../random.ts';
import { runSimulation, type SimulationOptions } from '../run-simulation.ts';
import { VIDEO_SHOWCASE } from './definitions.ts';
import { VideoSimulation } from './simulation.ts';

interface VideoOptions extends SimulationOptions {
  /** Events a second. */
  rate: number;
  seed: number;
}

const OUTAGE_MS = 60_000;

/** `weir demo video`: people who watch videos, until Ctrl-C. */
export function runVideo({ rate, seed, ...options }: VideoOptions): Promise<void> {
  return runSimulation(options, (startMs) => {
    const simulation = new VideoSimulation({ random: new Random(seed), rate, startMs });
    const actions = VideoSimulation.networks().flatMap((cdn) => [
      {
        id: `outage-${cdn}`,
        label: `Take ${cdn} down for a minute`,
        run: () => simulation.breakNetwork(cdn, OUTAGE_MS),
      },
      { id: `repair-${cdn}`, label: `Bring ${cdn} back`, run: () => simulation.breakNetwork(cdn, 0) },
    ]);
    const scene = () => {
      const state = simulation.down.length > 0 ? `Down: ${simulation.down.join(', ')}.` : 'All networks work.';
      return `${simulation.watching} are watching. ${state}`;
    };
    return { simulation, showcase: VIDEO_SHOWCASE, actions, scene };
  });
}
