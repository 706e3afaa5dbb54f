/** For Vite: tables of data are imported as text, as the bundler does it. */
export const textFiles = {
  name: 'text-files',
  transform: (code: string, id: string) =>
    id.endsWith('.tsv') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined,
};
