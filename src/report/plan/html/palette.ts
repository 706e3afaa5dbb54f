/** Colours of one scheme. Each `…Soft` is a ground for text in the colour of the same name and in `text`. */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly v1: string;
  readonly v1Soft: string;
  readonly v2: string;
  readonly v2Soft: string;
  readonly both: string;
  readonly bothSoft: string;
  readonly good: string;
  readonly goodSoft: string;
  readonly warn: string;
  readonly warnSoft: string;
  readonly bad: string;
  readonly badSoft: string;
}

export const LIGHT: Palette = {
  ground: '#ffffff',
  panel: '#f5f6f8',
  line: '#d3d8e0',
  text: '#1a1e26',
  muted: '#535b69',
  v1: '#92520a',
  v1Soft: '#fdf0db',
  v2: '#0b6173',
  v2Soft: '#dcf2f5',
  both: '#6437b8',
  bothSoft: '#eee8fb',
  good: '#17663a',
  goodSoft: '#e1f4e8',
  warn: '#7a5200',
  warnSoft: '#fff3cf',
  bad: '#b0201a',
  badSoft: '#fde9e7',
};

export const DARK: Palette = {
  ground: '#111419',
  panel: '#1a1e26',
  line: '#363e4b',
  text: '#e8ebf0',
  muted: '#a5aebd',
  v1: '#f2b764',
  v1Soft: '#35280f',
  v2: '#66d2e1',
  v2Soft: '#0f3037',
  both: '#c0a8f8',
  bothSoft: '#2c2347',
  good: '#76d69f',
  goodSoft: '#133423',
  warn: '#f0cb58',
  warnSoft: '#352c0c',
  bad: '#ffa198',
  badSoft: '#401a17',
};

const propertyName = (name: string): string => `--${name.replace('Soft', '-soft')}`;

/** The colours as custom properties of CSS. */
export const customProperties = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `${propertyName(name)}: ${colour};`)
    .join(' ');
