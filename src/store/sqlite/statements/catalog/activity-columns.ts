/** All of an activity, in the port's words. */
export const activityColumns = 'id, account, region, name, created_at AS createdAt, configuration'
