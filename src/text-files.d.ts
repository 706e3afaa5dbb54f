/** Tables of data are bundled as text and read when they are first asked for. */
declare module '*.tsv' {
  const text: string;
  export default text;
}
