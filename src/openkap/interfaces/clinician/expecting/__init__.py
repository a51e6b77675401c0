"""What published models expect of a dose: the explorer."""
