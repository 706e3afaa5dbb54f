const CREDENTIAL =
  /pass(?:word|wd|phrase)?|secret|token|credential|(?:access|account|api|private)[-_.]?key|auth[-_.]?header|connection[-_.]?string/i;

/** Whether a path of keys looks like the name of a credential, whose value is never shown. */
export const namesCredential = (path: string): boolean => CREDENTIAL.test(path);
