import type { ErrorCode } from 'yaml';

/** What the parser's codes mean to an author. The parser's own messages quote the source, which may hold secrets. */
const messages: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an alias has no name; write the name of an anchor after the *',
  BAD_COLLECTION_TYPE: 'a tag does not fit what follows; take the tag away',
  BAD_DIRECTIVE: 'a directive cannot be read; take the line with % away',
  BAD_DQ_ESCAPE: 'an escape in double quotes is not known; double the backslash, or use single quotes',
  BAD_INDENT:
    'the indentation does not fit the lines above; indent with spaces to the same column as the siblings',
  BAD_PROP_ORDER: 'an anchor or a tag stands at the wrong place; put it right before its value',
  BAD_SCALAR_START: 'a value may not begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon makes this line a map inside a value; put the value in quotes',
  BLOCK_IN_FLOW:
    'a block list or text stands within { } or [ ]; write it in flow style, or drop the brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters; shorten it',
  MISSING_CHAR:
    'a character is missing, such as a closing quote, bracket, comma or colon; close what was opened',
  MULTILINE_IMPLICIT_KEY: 'a key runs over several lines; write it on one line, and look for a missing colon',
  MULTIPLE_ANCHORS: 'a value has two anchors; keep one',
  MULTIPLE_TAGS: 'a value has two tags; keep one',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  TAG_RESOLVE_FAILED: 'a tag cannot be resolved; take the tag away',
};

export const syntaxMessage = (code: ErrorCode): string =>
  messages[code] ??
  'something stands where YAML does not expect it; look for a missing colon, quote or bracket here';
