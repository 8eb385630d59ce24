namespace Unroll.Layers;

/// <summary>A parameter under its full name in a model, such as <c>rnn.weight_ih_l0</c>.</summary>
public readonly record struct NamedParameter(string Name, Parameter Parameter);
