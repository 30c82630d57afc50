import { scrub } from "./scrub.ts";
import { type Role, settingList } from "./setting-table.ts";
import type { Environment } from "./settings.ts";

export type ShownSetting = {
  readonly name: string;
  readonly roles: readonly Role[];
  /** As it is written, or the path of the file that holds it; empty where nothing says it. */
  readonly text: string;
  readonly from: "environment" | "file" | "default";
};

/** What counts of each setting, and where that is from. Holds no secret. */
export function shownSettings(environment: Environment): readonly ShownSetting[] {
  return settingList().map(([, { name, roles, isSecret, defaultText }]): ShownSetting => {
    const own = environment[name]?.trim() ?? "";
    const path = isSecret === true ? (environment[`${name}_FILE`] ?? "") : "";
    if (own !== "") {
      // A URL may have a password where none belongs.
      return { name, roles, text: isSecret ? "(secret)" : scrub(own, []), from: "environment" };
    }
    return path === ""
      ? { name, roles, text: defaultText, from: "default" }
      : { name, roles, text: path, from: "file" };
  });
}
