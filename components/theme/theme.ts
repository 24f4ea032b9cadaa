import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one place for colours, spacing and number formats. Style sheets use the `--weir-*` variables made below. */

/** Deep water to foam: the product's own colour. */
const weir: MantineColorsTuple = [
  '#e5f7f6',
  '#cceeec',
  '#9bdedb',
  '#66cdca',
  '#3dbfbc',
  '#1fb2b0',
  '#0e9c9d',
  '#0a7f83',
  '#08676b',
  '#064e53',
];

/** Dark mode's greys lean towards the same water. */
const dark: MantineColorsTuple = [
  '#dfe9ed',
  '#b5c6ce',
  '#8fa5af',
  '#5f7680',
  '#3a4d57',
  '#263740',
  '#1b2931',
  '#121d24',
  '#0c151b',
  '#080f14',
];

interface Palette {
  ground: string;
  surface: string;
  raised: string;
  line: string;
  text: string;
  dim: string;
  accent: string;
  accentSoft: string;
  bar: string;
  barHover: string;
  compare: string;
  grid: string;
  good: string;
  bad: string;
  warn: string;
  live: string;
  shadow: string;
  /** Lines beside one another, told apart in grey and by those who see fewer colours. */
  series: readonly string[];
}

const light: Palette = {
  ground: '#f4f7f8',
  surface: '#ffffff',
  raised: '#f8fafb',
  line: '#e1e8eb',
  text: '#0f222b',
  dim: '#566b76',
  accent: '#0a7f83',
  accentSoft: '#e5f7f6',
  bar: '#dcf1f0',
  barHover: '#c8e9e7',
  compare: '#8ba0aa',
  grid: '#ebf0f2',
  good: '#0d7a4f',
  bad: '#c0382b',
  warn: '#9a6200',
  live: '#12a56b',
  shadow: '0 1px 2px rgb(15 34 43 / 4%), 0 4px 16px rgb(15 34 43 / 4%)',
  series: ['#0a7f83', '#d1731a', '#6a4fcf', '#b8325a', '#5a8a12', '#51667a'],
};

const night: Palette = {
  ground: '#0a1218',
  surface: '#111c23',
  raised: '#16232b',
  line: '#22323b',
  text: '#e3edf1',
  dim: '#8fa5af',
  accent: '#3dc7c3',
  accentSoft: '#10353a',
  bar: '#12383c',
  barHover: '#174950',
  compare: '#6d8490',
  grid: '#1b2931',
  good: '#4cd195',
  bad: '#ff8f82',
  warn: '#f0b656',
  live: '#37d693',
  shadow: '0 1px 2px rgb(0 0 0 / 30%)',
  series: ['#3dc7c3', '#f3a65a', '#a692ff', '#ff87a4', '#a8d657', '#9db3c4'],
};

function variables({ series, ...palette }: Palette): Record<string, string> {
  const named = Object.entries(palette).map(([name, value]) => [
    `--weir-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
  return Object.fromEntries([...named, ...series.map((colour, index) => [`--weir-series-${index + 1}`, colour])]);
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--weir-width': '1240px', '--weir-gap': '16px', '--weir-header': '60px' },
  light: {
    ...variables(light),
    '--mantine-color-body': light.ground,
    '--mantine-color-text': light.text,
    '--mantine-color-dimmed': light.dim,
    '--mantine-color-default-border': light.line,
  },
  dark: {
    ...variables(night),
    '--mantine-color-body': night.ground,
    '--mantine-color-text': night.text,
    '--mantine-color-dimmed': night.dim,
    '--mantine-color-default-border': night.line,
  },
});

/** Windows lie on the page like its panels, not on its ground. */
const WINDOW = {
  content: { background: 'var(--weir-surface)' },
  header: { background: 'var(--weir-surface)' },
  title: { fontWeight: 650 },
};

export const theme = createTheme({
  primaryColor: 'weir',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  colors: { weir, dark },
  // Served from this project, in parts: a reader loads only the alphabets that the page shows.
  fontFamily:
    '"Inter Variable", ui-sans-serif, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { radius: 'lg' }, styles: WINDOW },
    Drawer: { styles: WINDOW },
    Table: { styles: { thead: { background: 'var(--weir-surface)' } } },
    Tooltip: { styles: { tooltip: { background: 'var(--weir-text)', color: 'var(--weir-surface)' } } },
  },
});

/** Colours of the browser's own frame around the page. */
export const groundColors = { light: light.ground, dark: night.ground };

/** Options of every number on the screen. */
export const numberFormats = {
  whole: { maximumFractionDigits: 0 },
  short: { notation: 'compact', maximumFractionDigits: 1 },
  ratio: { minimumFractionDigits: 0, maximumFractionDigits: 2 },
  percent: { style: 'percent', maximumFractionDigits: 1 },
  percentWhole: { style: 'percent', maximumFractionDigits: 0 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;
