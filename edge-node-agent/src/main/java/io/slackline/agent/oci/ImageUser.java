package io.slackline.agent.oci;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Who a container's first process is, by the image's own passwd(5) and group(5).
 *
 * @param additionalGroups those that list the user
 */
record ImageUser(int uid, int gid, List<Integer> additionalGroups) {
    private static final int PASSWD_GROUP = 3;
    private static final int GROUP_MEMBERS = 3;
    private static final int ID = 2;

    /** @param user as in {@link ImageConfig} */
    static ImageUser of(String user, RootFilesystem root) throws IOException {
        var parts = user.split(":", 2);
        var wanted = parts[0].isEmpty() ? "0" : parts[0];
        var entry = entry(root.lines("/etc/passwd"), wanted);
        var groups = root.lines("/etc/group");
        int uid = number(wanted, entry, ID, "user");
        if (parts.length == 2) {
            return new ImageUser(uid, number(parts[1], entry(groups, parts[1]), ID, "group"), List.of());
        }
        int gid =
                entry.map(fields -> Integer.parseInt(fields.get(PASSWD_GROUP))).orElse(0);
        var name = entry.map(List::getFirst).orElse(wanted);
        var additional = groups.stream()
                .map(ImageUser::fields)
                .filter(fields -> fields.size() > GROUP_MEMBERS
                        && List.of(fields.get(GROUP_MEMBERS).split(",")).contains(name))
                .map(fields -> Integer.parseInt(fields.get(ID)))
                .toList();
        return new ImageUser(uid, gid, additional);
    }

    /** By name or, as in images that know names and name numbers, by number. */
    private static Optional<List<String>> entry(List<String> lines, String wanted) {
        return lines.stream()
                .map(ImageUser::fields)
                .filter(fields -> fields.size() > GROUP_MEMBERS
                        && (fields.getFirst().equals(wanted) || fields.get(ID).equals(wanted)))
                .findFirst();
    }

    private static List<String> fields(String line) {
        return Arrays.asList(line.split(":", -1));
    }

    private static int number(String wanted, Optional<List<String>> entry, int field, String kind) {
        if (entry.isPresent()) {
            return Integer.parseInt(entry.get().get(field));
        }
        if (wanted.matches("\\d{1,9}")) {
            return Integer.parseInt(wanted);
        }
        throw new SlacklineException(Code.INVALID_ARGUMENT, "image: it does not know its " + kind + " " + wanted);
    }
}
