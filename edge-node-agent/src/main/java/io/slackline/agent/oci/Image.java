package io.slackline.agent.oci;

import java.nio.file.Path;

/** An unpacked image, which instances share and none changes. */
record Image(Path root, ImageConfig config) {}
