import type { GroupStatus } from '../../engine/live/protocol.ts';
import { formatWhole } from '../theme/format.ts';
import panel from '../theme/panel.module.css';
import { lagTone, perSecond } from './rates.ts';
import classes from './streams.module.css';
import { Fact } from './topic-list.tsx';

interface Props {
  groups: readonly GroupStatus[];
  open: (groupId: string) => void;
}

/** Brokers spell them `Stable` or `STABLE`, `PreparingRebalance` or `PREPARING_REBALANCE`. */
const STATES: Record<string, string> = {
  stable: 'Stable',
  empty: 'Empty',
  preparingrebalance: 'Rebalancing',
  completingrebalance: 'Rebalancing',
  dead: 'Dead',
};

/** Every consumer group; a click opens its members and positions. */
export function GroupList({ groups, open }: Props) {
  return (
    <section className={panel.panel} aria-label="Consumer groups" data-testid="groups">
      <div className={classes.listHead}>
        <h2 className={panel.title}>Consumer groups</h2>
      </div>
      <div className={`${classes.row} ${classes.groupRow} ${classes.headings}`} aria-hidden>
        <span>Group</span>
        <span>State</span>
        <span>Members</span>
        <span>Read a second</span>
        <span>Lag</span>
      </div>
      <ul className={classes.rows}>
        {groups.map((group) => (
          <li key={group.groupId}>
            <button
              type="button"
              className={`${classes.row} ${classes.groupRow}`}
              onClick={() => open(group.groupId)}
              data-testid={`group-${group.groupId}`}
            >
              <span className={classes.name}>{group.groupId}</span>
              <span>
                <GroupState state={group.state} />
              </span>
              <Fact name="Members">{formatWhole(group.members.length)}</Fact>
              <Fact name="Read a second">{perSecond(group.consumedPerSecond)}</Fact>
              <Fact name="Lag">
                <Lag group={group} />
              </Fact>
            </button>
          </li>
        ))}
      </ul>
      {groups.length === 0 && <p className={classes.none}>No group has read anything yet.</p>}
    </section>
  );
}

export function GroupState({ state }: { state: string }) {
  const known = STATES[state.replaceAll('_', '').toLowerCase()] ?? state;
  return (
    <span className={classes.state} data-state={known}>
      {known}
    </span>
  );
}

function Lag({ group }: { group: GroupStatus }) {
  const tone = lagTone(group.lag, group.lagPerSecond, group.consumedPerSecond);
  const trend = group.lagPerSecond ?? 0;
  return (
    <span className={classes.lag} data-tone={tone}>
      {formatWhole(group.lag)}
      {tone !== 'good' && Math.abs(trend) >= 0.5 && (
        <small>{trend > 0 ? `growing ${perSecond(trend)}/s` : `shrinking ${perSecond(-trend)}/s`}</small>
      )}
    </span>
  );
}
