/**
 * What JSON.parse lets through although readers disagree about it: a member that is there twice. Takes
 * text that JSON.parse accepts.
 *
 * @returns its name; undefined when every member is there once
 */
export declare function duplicateMember(text: string): string | undefined;
