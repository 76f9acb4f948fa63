/** 2026-01-02T03:04:05.678+0000, as Jira writes moments. */
export const presentTime = (iso: string): string => iso.replace(/Z$/, '+0000');
