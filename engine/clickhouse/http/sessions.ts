import type { Engine, EngineConnection } from '../embedded.ts';
import { refusal } from './failure.ts';
import type { QueryRequest } from './request.ts';

/** Sessions kept at once; one more is refused. Each holds an engine connection, about 0.1 MB. */
export const MAX_SESSIONS = 100;

interface Session {
  connection: EngineConnection;
  busy: boolean;
  expiry: NodeJS.Timeout | null;
}

/** Connections by `session_id`, kept between requests until their timeout: temporary tables and SETs live in them. */
export interface Sessions {
  /** The request's connection: its session's, else a fresh one. `release` must follow. */
  acquire(session: QueryRequest['session']): { connection: EngineConnection; release(): void };
  closeAll(): void;
}

export function createSessions(engine: Engine): Sessions {
  const sessions = new Map<string, Session>();
  const drop = (id: string, session: Session) => {
    sessions.delete(id);
    session.connection.close();
  };
  const take = (wanted: NonNullable<QueryRequest['session']>): Session => {
    const known = sessions.get(wanted.id);
    if (known?.busy) throw refusal(373, 'SESSION_IS_LOCKED', `Session ${wanted.id} is locked by a concurrent client.`);
    if (known) return known;
    if (wanted.mustExist) throw refusal(372, 'SESSION_NOT_FOUND', `Session ${wanted.id} not found.`);
    if (sessions.size >= MAX_SESSIONS) {
      throw refusal(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `${MAX_SESSIONS} sessions are open: let one time out.`);
    }
    const session: Session = { connection: engine.connect(), busy: false, expiry: null };
    sessions.set(wanted.id, session);
    return session;
  };
  return {
    acquire: (wanted) => {
      if (!wanted) {
        const connection = engine.connect();
        return { connection, release: () => connection.close() };
      }
      const session = take(wanted);
      session.busy = true;
      if (session.expiry) clearTimeout(session.expiry);
      return {
        connection: session.connection,
        release: () => {
          session.busy = false;
          session.expiry = setTimeout(() => drop(wanted.id, session), wanted.timeoutMs).unref();
        },
      };
    },
    closeAll: () => {
      for (const [id, session] of sessions) {
        if (session.expiry) clearTimeout(session.expiry);
        if (!session.busy) drop(id, session);
      }
    },
  };
}
