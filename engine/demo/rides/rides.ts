import { Random } from '../random.ts';
import { runSimulation, type SimulationOptions } from '../run-simulation.ts';
import { buildCity } from './city.ts';
import { RIDES_SHOWCASE } from './definitions.ts';
import { RidesSimulation } from './simulation.ts';

interface RidesOptions extends SimulationOptions {
  /** Events a second. */
  rate: number;
  seed: number;
}

/** `weir demo rides`: a city with riders and vehicles, until Ctrl-C. */
export function runRides({ rate, seed, ...options }: RidesOptions): Promise<void> {
  return runSimulation(options, (startMs) => {
    const simulation = new RidesSimulation({ city: buildCity(), random: new Random(seed), rate, startMs });
    const actions = simulation.places().map((place) => ({
      id: `crowd-${place.toLowerCase().replaceAll(' ', '-')}`,
      label: `A crowd sets out: ${place}`,
      run: () => simulation.gather(place),
    }));
    const scene = () => (simulation.crowd ? `A crowd sets out: ${simulation.crowd}.` : 'An ordinary evening.');
    return { simulation, showcase: RIDES_SHOWCASE, actions, scene };
  });
}
