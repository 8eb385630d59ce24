namespace Unroll.Data;

/// <summary>A field of a record and where it begins.</summary>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character on that line, from 1.</param>
internal readonly record struct CsvField(string Text, int Line, int Column);
