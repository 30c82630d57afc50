export {
  type IntendedUpload,
  intendedChanges,
  intendedUpload,
  type OpenedUpload,
  type RegisteredUpload,
  type UploadChange,
  uploadChanges,
} from "./open-upload.ts";
export { isUnanswered, possibleOrphans } from "./open-upload-orphans.ts";
