package io.slackline.p4switch.grpc;

import p4.v1.Role;

/**
 * Which role a controller speaks for. Old clients number roles, newer ones name them; both at their default mean the role that may
 * do everything.
 */
record RoleKey(String name, long id) {

    static final RoleKey DEFAULT = new RoleKey("", 0);

    @SuppressWarnings("deprecation")
    static RoleKey of(Role role) {
        return new RoleKey(role.getName(), role.getId());
    }

    @SuppressWarnings("deprecation")
    Role toProto() {
        return Role.newBuilder().setName(name).setId(id).build();
    }

    @Override
    public String toString() {
        if (equals(DEFAULT)) {
            return "the default role";
        }
        return name.isEmpty() ? "role " + Long.toUnsignedString(id) : "role '" + name + "'";
    }
}
