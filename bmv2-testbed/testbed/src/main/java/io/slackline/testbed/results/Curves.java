package io.slackline.testbed.results;

import io.slackline.testbed.experiment.RunResult.Point;
import io.slackline.testbed.statistics.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines of several repetitions as one: at each place their median, and how far they lie apart. */
final class Curves {
    private Curves() {}

    /** The values of all repetitions at one place. */
    record Place(double x, Sample values) {}

    /** Points at the same x are taken together: for distributions, whose quantiles are the same in each repetition. */
    static List<Place> byX(List<List<Point>> repetitions) {
        return together(repetitions, 0);
    }

    /** Points are taken together by time slots as long as the usual distance of two points. */
    static List<Place> overTime(List<List<Point>> repetitions) {
        List<Double> distances = new ArrayList<>();
        for (List<Point> points : repetitions) {
            for (int i = 1; i < points.size(); i++) {
                distances.add(points.get(i).x() - points.get(i - 1).x());
            }
        }
        distances.removeIf(distance -> !(distance > 0));
        distances.sort(Comparator.naturalOrder());
        return together(repetitions, distances.isEmpty() ? 0 : distances.get(distances.size() / 2));
    }

    private static List<Place> together(List<List<Point>> repetitions, double slot) {
        Map<Double, List<Double>> values = new TreeMap<>();
        for (List<Point> points : repetitions) {
            Map<Double, List<Double>> own = new TreeMap<>();
            for (Point point : points) {
                if (Double.isFinite(point.y())) {
                    double x = slot == 0 ? point.x() : Math.rint(point.x() / slot) * slot;
                    own.computeIfAbsent(x, _ -> new ArrayList<>()).add(point.y());
                }
            }
            own.forEach((x, several) -> values.computeIfAbsent(x, _ -> new ArrayList<>())
                    .add(Sample.of(several).mean()));
        }
        return values.entrySet().stream()
                .map(entry -> new Place(entry.getKey(), Sample.of(entry.getValue())))
                .toList();
    }
}
