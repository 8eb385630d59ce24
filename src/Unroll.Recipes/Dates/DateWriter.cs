using System.Globalization;
using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Writes dates as people do, each with its form year-month-day.</summary>
internal static class DateWriter
{
    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    public static TextPairs Write(int count, ulong seed)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        var first = new DateTime(1900, 1, 1);
        var pairs = new TextPair[count];
        for (int i = 0; i < count; i++)
        {
            DateTime date = first.AddDays(random.NextInt(54786));
            pairs[i] = new TextPair(Say(date, random), date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        return new TextPairs(pairs);
    }

    private static string Say(DateTime date, RngSequence random)
    {
        string month = Months[date.Month - 1], brief = month[..3], day = Days[(int)date.DayOfWeek];
        int d = date.Day, y = date.Year;
        string ordinal = $"{d}{(d is 11 or 12 or 13 ? "th" : (d % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}";
        string text = random.NextInt(9) switch
        {
            0 => $"{d} {month} {y}",
            1 => $"{month} {d}, {y}",
            2 => $"{brief} {d} {y}",
            3 => $"{day}, {d} {month} {y}",
            4 => $"the {ordinal} of {month} {y}",
            5 => $"{month} {ordinal}, {y}",
            6 => string.Create(CultureInfo.InvariantCulture, $"{d:00}.{date.Month:00}.{y}"),
            7 => $"{d} {brief} '{y % 100:00}" + (y < 2000 ? " (last century)" : ""),
            _ => $"{day[..3]} {brief} {d} {y}",
        };
        return random.NextInt(3) == 0 ? text.ToLowerInvariant() : text;
    }
}
