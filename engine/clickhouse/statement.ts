/**
 * What the HTTP interface must know of a statement before the engine sees it: whether it carries data, which format it
 * answers in, and whether its result can be streamed. A scan of tokens, not a parser: what it cannot tell it leaves to
 * the engine.
 */
export interface Statement {
  kind: 'select' | 'insert' | 'other';
  /** Of the FORMAT clause; null where there is none. An INSERT's names the format of its data. */
  format: string | null;
  /** For an INSERT: the statement ends with inline data (VALUES, FORMAT, or input()), not with a SELECT of tables. */
  takesData: boolean;
  /** Where the data of an INSERT begin, as an index into the text; its length where they are elsewhere, or none. */
  dataAt: number;
  /** A SELECT that the engine can plan without running any part of it first, such as a scalar subquery. */
  plansAtOnce: boolean;
  /** Its first word promises that it changes nothing. */
  onlyReads: boolean;
  /** Another statement follows a semicolon. */
  multiple: boolean;
  /** What in it names a file or a program of the store's machine; null where nothing does. */
  localAccess: string | null;
}

interface Token {
  type: 'word' | 'quoted' | 'symbol';
  /** Words in upper case. */
  text: string;
  /** As it was written. */
  raw: string;
  /** Index of what follows it. */
  end: number;
}

const SELECT_WORDS = new Set(['SELECT', 'WITH', 'FROM']);
const READ_WORDS = new Set(['SHOW', 'DESCRIBE', 'DESC', 'EXISTS', 'EXPLAIN', 'CHECK']);
const BEFORE_TABLE = new Set(['FROM', 'JOIN', 'ALL', 'DISTINCT', 'EXCEPT', 'INTERSECT', 'UNION']);
/** Table functions that read nothing while the query is planned; others look at files or other servers. */
const PLAIN_TABLE_FUNCTIONS = new Set([
  'NUMBERS',
  'NUMBERS_MT',
  'ZEROS',
  'ZEROS_MT',
  'GENERATESERIES',
  'GENERATE_SERIES',
  'VALUES',
  'VIEW',
]);

/** Reads the first statement of `sql`; for an INSERT it stops where the data begin. */
export function readStatement(sql: string): Statement {
  const statement: Statement = {
    kind: 'other',
    format: null,
    takesData: false,
    dataAt: sql.length,
    plansAtOnce: false,
    onlyReads: false,
    multiple: false,
    localAccess: null,
  };
  const tokens: Token[] = [];
  let depth = 0;
  for (const token of scan(sql)) {
    statement.multiple = tokens.at(-1)?.text === ';';
    if (statement.multiple) break;
    tokens.push(token);
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (tokens[0]!.text === 'INSERT' && depth === 0 && beginsData(tokens)) {
      statement.dataAt = token.end;
      break;
    }
  }
  statement.localAccess = localAccess(tokens);
  const words = tokens.filter((token) => token.text !== '(' && token.text !== ';');
  const first = words[0]?.text ?? '';
  statement.onlyReads = SELECT_WORDS.has(first) || READ_WORDS.has(first);
  if (first === 'INSERT') readInsert(statement, tokens);
  else {
    statement.kind = SELECT_WORDS.has(first) ? 'select' : 'other';
    statement.format = formatClause(tokens);
    statement.plansAtOnce = statement.kind === 'select' && plansAtOnce(tokens);
  }
  return statement;
}

/** At depth 0 of an INSERT: VALUES, or a word after FORMAT, is followed by data in any syntax, unless a SELECT gives them. */
function beginsData(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1)!;
  if (last.type !== 'word') return false;
  if (last.text === 'VALUES') return !selects(tokens);
  return tokens.at(-2)?.text === 'FORMAT' && (!selects(tokens) || readsInput(tokens));
}

function selects(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.type === 'word' && (token.text === 'SELECT' || token.text === 'WATCH'));
}

/** `INSERT INTO t SELECT ... FROM input('...') FORMAT ...`: the SELECT reads the request's data. */
function readsInput(tokens: readonly Token[]): boolean {
  return tokens.some((token, i) => token.text === 'INPUT' && tokens[i + 1]?.text === '(');
}

function readInsert(statement: Statement, tokens: readonly Token[]): void {
  statement.kind = 'insert';
  const format = tokens.at(-2)?.text === 'FORMAT' ? tokens.at(-1)! : null;
  statement.format = format?.raw ?? (tokens.at(-1)?.text === 'VALUES' ? 'Values' : null);
  statement.takesData = !selects(tokens) || readsInput(tokens);
}

/** The last FORMAT at depth 0, where nothing but SETTINGS or the end may follow the name. */
function formatClause(tokens: readonly Token[]): string | null {
  let depth = 0;
  let found: string | null = null;
  tokens.forEach((token, i) => {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    const name = tokens[i + 1];
    const after = tokens[i + 2];
    const ends = after === undefined || after.text === ';' || after.text === 'SETTINGS';
    if (depth === 0 && token.type === 'word' && token.text === 'FORMAT' && name?.type === 'word' && ends)
      found = name.raw;
  });
  return found;
}

/** Functions, table functions, table engines and dictionary sources that read or write local files or run programs. */
const LOCAL_FUNCTIONS = new Set([
  'FILE',
  'FILECLUSTER',
  'EXECUTABLE',
  'EXECUTABLEPOOL',
  'SQLITE',
  'ICEBERGLOCAL',
  'DELTALAKELOCAL',
  'PAIMONLOCAL',
]);
/** Before a name in brackets' company that is a table's, not a function's. */
const BEFORE_NAME = new Set(['INTO', 'TABLE', 'EXISTS', 'VIEW', '.']);

function localAccess(tokens: readonly Token[]): string | null {
  const found = tokens.findIndex((token, i) => {
    const before = tokens[i - 1]?.text ?? '';
    if (token.text === 'INFILE') return before === 'FROM';
    if (token.text === 'OUTFILE') return before === 'INTO';
    const name = token.type === 'word' ? token.text : token.raw.slice(1, -1).toUpperCase();
    return tokens[i + 1]?.text === '(' && LOCAL_FUNCTIONS.has(name) && !BEFORE_NAME.has(before);
  });
  return found < 0 ? null : tokens[found]!.raw;
}

function plansAtOnce(tokens: readonly Token[]): boolean {
  return tokens.every((token, i) => {
    const next = tokens[i + 1];
    if (token.text === '(' && next && (next.text === 'SELECT' || next.text === 'WITH')) {
      // A subquery in FROM is part of the plan; one elsewhere (scalar, IN) may be run to make the plan.
      return i === 0 || BEFORE_TABLE.has(tokens[i - 1]!.text) || tokens[i - 1]!.text === '(';
    }
    if (token.type === 'word' && next?.text === '(' && i > 0 && BEFORE_TABLE.has(tokens[i - 1]!.text)) {
      return PLAIN_TABLE_FUNCTIONS.has(token.text);
    }
    // A named subquery may be used in IN.
    return !(token.text === 'IN' && next?.type === 'word');
  });
}

const TOKEN =
  /(\s+)|(--[^\n]*|#[! ][^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|`(?:[^`\\]|\\[\s\S]|``)*(?:`|$)|\$(\w*)\$[\s\S]*?(?:\$\4\$|$))|([\p{L}_][\p{L}\p{N}_$]*)|([\s\S])/uy;

function* scan(sql: string): Generator<Token> {
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < sql.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(sql);
    if (!match) return;
    at = TOKEN.lastIndex;
    const [raw, space, comment, quoted, , word] = match;
    if (space !== undefined || comment !== undefined) continue;
    if (quoted !== undefined) yield { type: 'quoted', text: '', raw, end: at };
    else if (word !== undefined) yield { type: 'word', text: raw.toUpperCase(), raw, end: at };
    else yield { type: 'symbol', text: raw, raw, end: at };
  }
}
