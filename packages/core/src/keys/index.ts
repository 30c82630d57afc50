export {
  type ApiKey,
  allows,
  type Caller,
  idOfKeyText,
  isExpired,
  isKeyName,
  KEY_NAME_RULE,
  type KeyScope,
  keyTextOf,
  SCOPES,
  SECRET_BYTES,
} from "./key.ts";
