/** The types of checks that the service has, by id; those that this one evaluates, and those that it refuses by name. */
export const APPROVAL = '8c6f20a7-a545-4486-9777-f762fafe0d4d';
export const TASK_CHECK = 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7';
export const REQUIRED_TEMPLATE = '4020e66e-b0f3-47e1-bc88-48f3cc59b5f3';
export const EXCLUSIVE_LOCK = '2ef31ad6-baa0-403a-8b45-2cbc9b4e5563';

/** What a Task Check runs. */
export const INVOKE_REST_API = '9c3e8943-130d-4c78-ac63-8af81df62dfb';

export const OTHER_TYPES: ReadonlyMap<string, string> = new Map([
  ['0f52a19b-c67e-468f-b8eb-0ae83b532c99', 'Pre-check approval'],
  ['06441319-13fb-4756-b198-c2da116894a4', 'Post-check approval'],
]);

export const OTHER_TASKS: ReadonlyMap<string, string> = new Map([
  ['537fdb7a-a601-4537-aa70-92645a2b5ce4', 'Invoke Azure Function'],
  ['445fde2f-6c39-441c-807f-8a59ff2e075f', 'Business hours'],
  ['86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b', 'Branch control'],
]);

/** Minutes; thirty days. */
export const LONGEST_TIMEOUT = 43_200;
