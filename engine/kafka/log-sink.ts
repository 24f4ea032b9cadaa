/** What the broker logs through. It imports nothing of Weir, so it says here what it needs; Weir's own log fits. */
export interface LogSink {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log that says nothing. */
export const silentLog: LogSink = { debug() {}, info() {}, warn() {}, error() {} };
